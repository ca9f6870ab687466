package dev.trueup.redis;

import dev.trueup.spi.Leases;
import dev.trueup.spi.Namespace;
import dev.trueup.testkit.contract.LeasesContract;
import org.junit.jupiter.api.AfterAll;

/** The contract over one server, which other tests share. */
class RedisLeasesTest extends LeasesContract {

    private static final Deployment REDIS = Deployment.shared();

    @Override
    protected Leases createLeases(Namespace namespace) {
        return REDIS.leases(namespace);
    }

    @Override
    protected void closeLeases() {
        REDIS.closeBuilt();
    }

    @AfterAll
    static void shutDown() {
        REDIS.shutDown();
    }
}
