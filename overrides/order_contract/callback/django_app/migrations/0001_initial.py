"""The table of deliveries."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):  # type: ignore[misc]  # Django has no types
    """See Django."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="HandledDelivery",
            fields=[
                ("delivery_key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("order_id", models.CharField(max_length=255)),
                ("status", models.CharField(max_length=255)),
                ("owner", models.CharField(max_length=64, null=True)),
                ("leased_until_ms", models.BigIntegerField(null=True)),
                ("done_ms", models.BigIntegerField(null=True)),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "db_table": "order_contract_delivery",
                "indexes": [models.Index(fields=["done_ms"], name="ix_oc_delivery_done_ms")],
            },
        ),
    ]
