"""What a self-inspection finds (国办秘函〔2019〕19号). Reads only; no address outside this site is ever asked."""
