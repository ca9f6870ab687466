package dev.trueup.bulk;

import dev.trueup.bulk.BulkEnvironment.Verbs;
import dev.trueup.model.UserId;
import java.util.Collection;

/** Reads some customers again, one by one. */
record Refreshes(Work work, BulkEnvironment environment) {

    void run(Collection<UserId> users) {
        Verbs verbs = environment.verbs().apply(work.meter());
        work.tally().expect(users.size());
        new OneByOne(work, environment).each(users, user -> {
            verbs.sync().refresh(user);
            work.tally().saw(1);
            work.tally().wrote(1);
        });
    }
}
