package dev.trueup.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Measures contenders in turns (A B C A B C …), so that a slow moment of the machine meets all of them alike. */
final class Rounds {

    private static final int WARM_UP = 3;
    private static final int COUNTED = 9;

    /** One turn of a contender; returns its figure. */
    interface Turn {
        double measure() throws Exception;
    }

    /** The median of a contender's turns, and how far they lie apart. */
    record Figure(double median, double lowest, double highest) {

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%,.1f (%,.1f–%,.1f)", median, lowest, highest);
        }
    }

    private final Map<String, Turn> contenders = new LinkedHashMap<>();

    Rounds with(String name, Turn turn) {
        contenders.put(name, turn);
        return this;
    }

    Map<String, Figure> run() throws Exception {
        Map<String, double[]> figures = new LinkedHashMap<>();
        for (int round = -WARM_UP; round < COUNTED; round++) {
            for (Map.Entry<String, Turn> contender : contenders.entrySet()) {
                double figure = contender.getValue().measure();
                if (round >= 0) {
                    figures.computeIfAbsent(contender.getKey(), name -> new double[COUNTED])[round] = figure;
                }
            }
        }
        Map<String, Figure> medians = new LinkedHashMap<>();
        figures.forEach((name, all) -> {
            Arrays.sort(all);
            medians.put(name, new Figure(all[COUNTED / 2], all[0], all[COUNTED - 1]));
        });
        return medians;
    }
}
