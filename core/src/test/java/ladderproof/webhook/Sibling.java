package ladderproof.webhook;

/** Where it belongs. */
public final class Sibling {}
