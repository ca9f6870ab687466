package dev.trueup.redis;

import dev.trueup.spi.Namespace;
import dev.trueup.spi.RunJournal;
import dev.trueup.testkit.contract.RunJournalContract;
import org.junit.jupiter.api.AfterAll;

/** The contract over one server, which other tests share. */
class RedisRunJournalTest extends RunJournalContract {

    private static final Deployment REDIS = Deployment.shared();

    @Override
    protected RunJournal createJournal(Namespace namespace) {
        return REDIS.journal(namespace);
    }

    @Override
    protected void closeJournals() {
        REDIS.closeBuilt();
    }

    @AfterAll
    static void shutDown() {
        REDIS.shutDown();
    }
}
