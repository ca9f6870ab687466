package dev.trueup.testkit.contract;

import dev.trueup.testkit.contract.DeliveredEvent.Delivery;
import dev.trueup.testkit.contract.DeliveredEvent.Fate;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs every interleaving of two deliveries of one event, each of any fate, and of the moments at which all leases end;
 * then the sender comes again until it is told that the event is done. Each order has an event of its own, and all of
 * them wait for the end of their leases together, so that thousands can be run on a store that has only real time.
 */
final class ClaimInterleavings {

    /** More deliveries than any order can need: one waits for a lease, the next does the work. */
    private static final int MAX_ROUNDS = 6;

    private final WorkerRules rules;
    private final int leaseEnds;
    private final Wait untilAllLeasesEnd;

    /** Returns when every lease that was taken before is over. */
    interface Wait {
        void run() throws Exception;
    }

    ClaimInterleavings(WorkerRules rules, int leaseEnds, Wait untilAllLeasesEnd) {
        this.rules = rules;
        this.leaseEnds = leaseEnds;
        this.untilAllLeasesEnd = untilAllLeasesEnd;
    }

    /**
     * What the interleavings came to.
     *
     * @param runs how many there were
     * @param lost in how many the sender was told that all is done, and the effect had not happened
     * @param unfinished in how many the sender was never told
     * @param fencedCompletions in how many somebody completed who was not the current owner
     * @param repeatedEpochs in how many two owners had the same epoch
     */
    record Verdict(int runs, int lost, int unfinished, int fencedCompletions, int repeatedEpochs) {

        int wrong() {
            return lost + unfinished + fencedCompletions + repeatedEpochs;
        }
    }

    Verdict explore() throws Exception {
        List<Run> runs = runs();
        runs.forEach(Run::untilLeasesEnd);
        for (int ends = 0; ends < leaseEnds; ends++) {
            untilAllLeasesEnd.run();
            runs.forEach(Run::untilLeasesEnd);
        }
        runs.forEach(run -> run.event.deliverUnlessTold(rules));
        for (int round = 1; round < MAX_ROUNDS && !runs.stream().allMatch(it -> it.event.senderIsTold()); round++) {
            untilAllLeasesEnd.run();
            runs.forEach(run -> run.event.deliverUnlessTold(rules));
        }
        return new Verdict(
                runs.size(),
                (int) runs.stream().filter(it -> it.event.isLost()).count(),
                (int) runs.stream().filter(it -> !it.event.senderIsTold()).count(),
                (int) runs.stream().filter(it -> it.event.hasFencedCompletion()).count(),
                (int) runs.stream().filter(it -> it.event.hasRepeatedEpoch()).count());
    }

    private List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        DeliveredEvent shape = new DeliveredEvent();
        Fate[] fates = Fate.values();
        for (int a = 0; a < fates.length; a++) {
            for (int b = a; b < fates.length; b++) {
                List<Fate> pair = List.of(fates[a], fates[b]);
                int[] lengths = {
                    new Delivery(shape, rules).steps(pair.get(0)).size(),
                    new Delivery(shape, rules).steps(pair.get(1)).size(),
                    leaseEnds
                };
                Orders.forEach(
                        List.of(pair.get(0), pair.get(1), "leases end"),
                        lengths,
                        order -> runs.add(new Run(order, pair, rules)));
            }
        }
        return runs;
    }

    /** One order and how far it has come. */
    private static final class Run {

        private final DeliveredEvent event = new DeliveredEvent();
        private final int[] order;
        private final List<List<Runnable>> steps;
        private final int[] next = new int[2];
        private int at;

        Run(int[] order, List<Fate> fates, WorkerRules rules) {
            this.order = order.clone();
            this.steps = fates.stream()
                    .map(fate -> new Delivery(event, rules).steps(fate))
                    .toList();
        }

        void untilLeasesEnd() {
            for (; at < order.length; at++) {
                int process = order[at];
                if (process == steps.size()) {
                    at++;
                    return;
                }
                steps.get(process).get(next[process]++).run();
            }
        }
    }
}
