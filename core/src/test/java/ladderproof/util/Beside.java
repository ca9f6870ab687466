package ladderproof.util;

/** Wrong: on no rung. */
public final class Beside {}
