package ladderproof;

/** Where it belongs. */
public final class Assembly {}
