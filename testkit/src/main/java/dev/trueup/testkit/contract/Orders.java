package dev.trueup.testkit.contract;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Every order in which the steps of a few processes can happen; of orders that differ only in the names of equal
 * processes that stand side by side just the one in which they begin in the order of their names.
 */
final class Orders {

    private final List<?> processes;
    private final int[] lengths;
    private final Consumer<int[]> visit;

    private Orders(List<?> processes, int[] lengths, Consumer<int[]> visit) {
        this.processes = processes;
        this.lengths = lengths;
        this.visit = visit;
    }

    /**
     * Visits each order: for each step the number of the process whose turn it is. The array is used again.
     *
     * @param processes to see which are equal
     * @param lengths how many steps each has
     */
    static void forEach(List<?> processes, int[] lengths, Consumer<int[]> visit) {
        new Orders(processes, lengths, visit)
                .place(0, new int[Arrays.stream(lengths).sum()], lengths.clone());
    }

    private void place(int at, int[] order, int[] left) {
        if (at == order.length) {
            visit.accept(order);
            return;
        }
        for (int process = 0; process < left.length; process++) {
            boolean twinHasNotBegun = process > 0
                    && processes.get(process - 1).equals(processes.get(process))
                    && left[process - 1] == lengths[process - 1];
            if (left[process] > 0 && !twinHasNotBegun) {
                left[process]--;
                order[at] = process;
                place(at + 1, order, left);
                left[process]++;
            }
        }
    }
}
