from django.db import migrations, models

# What a text is made of: `size` characters that stand together, from each place on. The search asks for them.
FUNCTION = """
CREATE OR REPLACE FUNCTION uketsuke_runs(text, size integer) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT ARRAY(SELECT substr($1, n, $2) FROM generate_series(1, length($1) - $2 + 1) AS n) $$
"""
# As they stand in reservations/admin/booking_search.py: an index serves only the expression that it has.
INDEXES = {
    'reservation_names': "string_to_array(upper(customer_name || customer_kana), NULL)",
    'reservation_phones': "uketsuke_runs(customer_phone, 4)",
    'reservation_numbers': "uketsuke_runs(upper(number), 4)",
}


def add_indexes(apps, schema_editor):
    """For PostgreSQL: a database in a file has few enough bookings to read them all."""
    if schema_editor.connection.vendor != 'postgresql':
        return
    schema_editor.execute(FUNCTION)
    for name, expression in INDEXES.items():
        schema_editor.execute(f"CREATE INDEX {name} ON reservations_reservation USING gin ({expression})")


def drop_indexes(apps, schema_editor):
    if schema_editor.connection.vendor != 'postgresql':
        return
    for name in INDEXES:
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")
    schema_editor.execute("DROP FUNCTION IF EXISTS uketsuke_runs(text, integer)")


class Migration(migrations.Migration):

    dependencies = [
        ('reservations', '0017_calendar_feeds'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='reservation',
            index=models.Index(fields=['vehicle'], name='reservation_of_car'),
        ),
        migrations.AddIndex(
            model_name='reservation',
            index=models.Index(condition=models.Q(('status', 'out')), fields=['return_at'], name='reservation_on_the_road'),
        ),
        migrations.RunPython(add_indexes, drop_indexes),
    ]
