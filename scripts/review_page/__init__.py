"""The pages made from the marts: the quarterly review, and the definition as a page to sign."""
