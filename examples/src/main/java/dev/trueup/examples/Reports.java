package dev.trueup.examples;

import dev.trueup.model.Difference;
import dev.trueup.model.Problem;
import dev.trueup.model.SyncReport;
import java.io.PrintStream;

/** Prints reports for a person at a terminal. The values are personal data, which do not belong into a log. */
final class Reports {

    private Reports() {}

    static void print(PrintStream out, SyncReport report) {
        out.printf(
                "%s is %s, recommendation: %s%n",
                report.userId(), report.isInSync() ? "in step" : "out of step", report.recommendation());
        for (Difference it : report.differences()) {
            out.printf("  %-30s %-7s cached %-16s actual %s%n", it.field(), it.source(), it.cached(), it.actual());
        }
        for (Problem it : report.problems()) {
            out.printf("  %s: %s%n", it.source(), it.kind());
        }
    }
}
