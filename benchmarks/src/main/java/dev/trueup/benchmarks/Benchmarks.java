package dev.trueup.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/** Measures everything and prints one table. */
public final class Benchmarks {

    private static final String ALL = "all";

    private static final Map<String, Benchmark> EACH = new LinkedHashMap<>();

    static {
        EACH.put("cache", CacheBenchmarks::run);
        EACH.put("webhooks", WebhookBenchmarks::run);
        EACH.put("bulk", BulkBenchmarks::run);
        EACH.put("postgres", PostgresBenchmarks::run);
    }

    private Benchmarks() {}

    /** Measures some of it and prints its rows. */
    private interface Benchmark {
        void run() throws Exception;
    }

    /** Runs the one that is named, or all of them for {@code all}. */
    public static void main(String... args) throws Exception {
        String asked = args.length == 0 ? ALL : args[0];
        if (!asked.equals(ALL) && !EACH.containsKey(asked)) {
            throw new IllegalArgumentException("there are " + EACH.keySet() + " and " + ALL);
        }
        Table.head();
        for (Map.Entry<String, Benchmark> it : EACH.entrySet()) {
            if (asked.equals(ALL) || asked.equals(it.getKey())) {
                it.getValue().run();
            }
        }
    }
}
