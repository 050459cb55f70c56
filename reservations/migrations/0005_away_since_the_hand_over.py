from django.db import migrations

from reservations.models.exclusion import NoDoubleBooking


def renew(apps, schema_editor):
    """SQLite's triggers are made anew after every migration."""
    if schema_editor.connection.vendor == 'postgresql':
        model = apps.get_model('reservations', 'Reservation')
        schema_editor.remove_constraint(model, NoDoubleBooking())
        schema_editor.add_constraint(model, NoDoubleBooking())


class Migration(migrations.Migration):

    dependencies = [
        ('reservations', '0004_journal_is_append_only'),
    ]

    operations = [
        migrations.RunPython(renew, migrations.RunPython.noop),
    ]
