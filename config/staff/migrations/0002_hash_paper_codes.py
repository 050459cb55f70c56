"""Codes on paper that were kept as they are: their hashes are kept instead, and the codes stay good."""

from typing import Any

from django.db import migrations

from config.staff.paper_codes import NAME, hash_code, name_device


def hash_codes(apps: Any, schema_editor: Any) -> None:
    device_model = apps.get_model("otp_static", "StaticDevice")
    for device in device_model.objects.exclude(name__startswith=NAME):
        device.name = name_device()
        device.save(update_fields=["name"])
        for token in device.token_set.all():
            token.token = hash_code(token.token, device.name)
            token.save(update_fields=["token"])


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_accounts"), ("otp_static", "0003_add_timestamps")]
    operations = [migrations.RunPython(hash_codes, migrations.RunPython.noop)]
