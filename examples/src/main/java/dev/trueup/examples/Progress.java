package dev.trueup.examples;

import java.io.PrintStream;
import java.time.Duration;

/** A line on a terminal that tells how far long work has come. Not thread-safe. */
final class Progress {

    private static final int WIDTH = 30;

    private final PrintStream out;
    private final String what;
    private final int total;
    private final long start = System.nanoTime();
    private int done;

    Progress(PrintStream out, String what, int total) {
        this.out = out;
        this.what = what;
        this.total = total;
    }

    void step() {
        done++;
        if (done == total || done % Math.max(1, total / 20) == 0) {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            double perSecond = done * 1e9 / Math.max(1, took.toNanos());
            String bar = "#".repeat(WIDTH * done / total);
            out.printf(
                    "\r%s [%-" + WIDTH + "s] %d/%d  %.0f/s  %.0f s left ",
                    what,
                    bar,
                    done,
                    total,
                    perSecond,
                    (total - done) / perSecond);
        }
        if (done == total) {
            out.println();
        }
    }
}
