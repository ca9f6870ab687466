package dev.trueup.scenarios;

import dev.trueup.model.UserId;
import dev.trueup.protocol.PutResult;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Put;
import dev.trueup.spi.RunJournal;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Parts of an instance that tell what they do. */
final class Watched {

    private Watched() {}

    /** A cache that tells after each put. */
    static CustomerCache puts(CustomerCache cache, Runnable told) {
        return new ForwardingCache(cache) {
            @Override
            public Map<UserId, PutResult> put(Collection<Put> puts) {
                Map<UserId, PutResult> results = super.put(puts);
                told.run();
                return results;
            }
        };
    }

    /** A journal that tells after each entry. */
    static RunJournal appends(RunJournal journal, Runnable told) {
        return new RunJournal() {
            @Override
            public void append(String run, byte[] entry) {
                journal.append(run, entry);
                told.run();
            }

            @Override
            public List<byte[]> read(String run, int from, int limit) {
                return journal.read(run, from, limit);
            }

            @Override
            public void delete(String run) {
                journal.delete(run);
            }
        };
    }
}
