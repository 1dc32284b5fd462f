"""The centre's scenarios: drafted, checked, published, withdrawn; and who had which."""
