package dev.trueup.bulk;

import static java.util.Objects.requireNonNull;

import dev.trueup.bulk.BulkEnvironment.Verbs;
import dev.trueup.bulk.Verification.Suspect;
import dev.trueup.model.Difference;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Verifies, and then mends whom something differs of: the profile in Stripe if that is behind Clerk, else the record. */
record Repair(Work work, BulkEnvironment environment) {

    private static final Set<String> PROFILE = Set.of("email", "name");

    void run() {
        Map<UserId, Suspect> differing = new Verification(work, environment).run();
        Verbs verbs = environment.verbs().apply(work.meter());
        new OneByOne(work, environment)
                .each(differing.keySet(), user -> mend(user, requireNonNull(differing.get(user)), verbs));
    }

    private void mend(UserId user, Suspect suspect, Verbs verbs) {
        if (differ(suspect.differences(), Source.CLERK, Set.of("user"))) {
            verbs.sync().detach(user);
        } else if (differ(suspect.differences(), Source.STRIPE, PROFILE)) {
            verbs.profiles().accept(user);
        } else if (suspect.customer() == null) {
            verbs.sync().refresh(user);
        } else {
            // By the customer, which nobody could find again by the user if the address has changed.
            verbs.sync().refresh(suspect.customer(), user);
        }
        work.tally().wrote(1);
    }

    private static boolean differ(List<Difference> differences, Source source, Set<String> fields) {
        return differences.stream().anyMatch(it -> it.source() == source && fields.contains(it.field()));
    }
}
