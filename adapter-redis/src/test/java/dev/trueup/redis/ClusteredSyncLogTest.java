package dev.trueup.redis;

import dev.trueup.spi.Namespace;
import dev.trueup.spi.SyncLog;
import dev.trueup.testkit.contract.SyncLogContract;
import org.junit.jupiter.api.AfterAll;

/** The contract over a cluster of three masters. */
class ClusteredSyncLogTest extends SyncLogContract {

    private static final Deployment REDIS = Deployment.clustered();

    @Override
    protected SyncLog createLog(Namespace namespace) {
        return REDIS.log(namespace);
    }

    @Override
    protected void closeLogs() {
        REDIS.closeBuilt();
    }

    @AfterAll
    static void shutDown() {
        REDIS.shutDown();
    }
}
