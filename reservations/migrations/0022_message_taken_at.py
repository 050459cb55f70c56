from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reservations', '0021_inspection_of_a_car'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='taken_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='last attempt at'),
        ),
    ]
