"""`python -m order_contract.cli` is `order-contract`."""

from order_contract.cli import main

if __name__ == "__main__":
    main()
