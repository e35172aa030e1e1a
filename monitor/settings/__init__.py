"""What the operator and the analyst write as TOML, read and checked."""
