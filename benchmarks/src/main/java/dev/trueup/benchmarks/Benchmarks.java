package dev.trueup.benchmarks;

/** Measures everything and prints one table. */
public final class Benchmarks {

    private Benchmarks() {}

    /** Runs them; with {@code cache} or {@code webhooks} as the argument, only those. */
    public static void main(String... args) throws Exception {
        String only = args.length == 0 ? "" : args[0];
        Table.head();
        if (only.equals("bulk")) {
            BulkBenchmarks.run();
            return;
        }
        if (!only.equals("webhooks")) {
            CacheBenchmarks.run();
        }
        if (!only.equals("cache")) {
            WebhookBenchmarks.run();
        }
    }
}
