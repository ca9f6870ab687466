package dev.trueup.model;

/** What a run over many customers is for. */
public enum RunKind {
    /** Reads everything by lists and writes every record. */
    REBUILD("rebuild"),
    /** Works on what happened while webhooks were not delivered. */
    CATCH_UP("catch-up"),
    /** Compares every record with what the lists say, and writes nothing. */
    VERIFY("verify"),
    /** Verifies, and then refreshes what differs. */
    REPAIR("repair"),
    /** Reads some customers again, one by one. */
    REFRESH("refresh"),
    /** Reads all charges, payment intents and invoices by lists into the store. */
    PAYMENTS("payments");

    private final String word;

    RunKind(String word) {
        this.word = word;
    }

    /** The kind in lower case, as people and metrics see it. */
    @Override
    public String toString() {
        return word;
    }
}
