from django.db import migrations

from reservations.models.audit_log import POSTGRESQL, POSTGRESQL_UNDONE


def install(apps, schema_editor):
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute(POSTGRESQL)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute(POSTGRESQL_UNDONE)


class Migration(migrations.Migration):

    dependencies = [
        ('reservations', '0003_the_mirror'),
    ]

    operations = [
        migrations.RunPython(install, remove),
    ]
