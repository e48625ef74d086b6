"""What the JSON API of all packages is built from: blueprints, common schemas, its description."""
