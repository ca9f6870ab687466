package dev.trueup.benchmarks;

import dev.trueup.benchmarks.Rounds.Figure;
import dev.trueup.testservers.RedisServer;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The table in which the figures are printed. */
final class Table {

    private Table() {}

    static void head() {
        System.out.printf(
                "Java %s, %d processors, Redis %s%n%n",
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors(),
                RedisServer.shared().version());
        System.out.println("| id | what | measured | plain way | ratio | target |");
        System.out.println("|---|---|---|---|---|---|");
    }

    /** One row: our median divided by that of the plain way. */
    static void row(String id, String what, Map<String, Figure> figures, String ours, String plain, String target) {
        Figure mine = Objects.requireNonNull(figures.get(ours));
        Figure other = Objects.requireNonNull(figures.get(plain));
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s: %s | %.2f | %s |%n",
                id,
                what,
                mine,
                plain,
                other,
                mine.median() / other.median(),
                target);
    }
}
