package dev.trueup.examples;

import java.io.PrintStream;
import java.time.Duration;

/**
 * Tells how far long work has come: by a bar on a terminal, by a plain line now and then elsewhere. Not thread-safe.
 */
final class Progress {

    private static final int WIDTH = 30;
    private static final int LINES = 5;

    private final PrintStream out;
    private final String what;
    private final boolean bar;
    private long start = System.nanoTime();
    private long shown;

    /** Of work that is called so; as a bar, or as lines. */
    Progress(PrintStream out, String what, boolean bar) {
        this.out = out;
        this.what = what;
        this.bar = bar;
    }

    /** So much is done, of all that there is. */
    void reached(long done, long total) {
        if (done == 0) {
            start = System.nanoTime();
            return;
        }
        boolean ends = done >= total && shown < total;
        if (!ends && done - shown < Math.max(1, total / (bar ? 2 * WIDTH : LINES))) {
            return;
        }
        shown = done;
        double perSecond = done * 1e9 / Math.max(1, System.nanoTime() - start);
        String rate = String.format(
                "%d/%d  %.0f/s  %d s left",
                done,
                total,
                perSecond,
                Duration.ofMillis((long) (1e3 * (total - done) / perSecond)).toSeconds());
        if (bar) {
            out.printf("\r%s [%-" + WIDTH + "s] %s ", what, "#".repeat((int) (WIDTH * done / total)), rate);
        }
        if (!bar || ends) {
            out.println(bar ? "" : what + " " + rate);
        }
    }
}
