"""What the published document asks of an operation: its parameters, schemas, samples and corpus."""
