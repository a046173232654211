"""居(村)务公开: what a village must publish, its ledger, and whether both agree with the government."""
