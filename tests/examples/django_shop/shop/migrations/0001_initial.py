"""The table of cancellations."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            name="Cancellation",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("order_id", models.CharField(max_length=64)),
                ("reason", models.TextField(blank=True)),
            ],
        )
    ]
