package dev.trueup.postgres;

import dev.trueup.spi.Namespace;
import dev.trueup.spi.SyncLog;
import dev.trueup.testkit.contract.SyncLogContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

@Tag("promise:D10")
class PostgresSyncLogTest extends SyncLogContract {

    private static final TestSchema SCHEMA = TestSchema.create();

    @Override
    protected SyncLog createLog(Namespace namespace) {
        return new PostgresSyncLog(SCHEMA.postgres(namespace));
    }

    @AfterAll
    static void closeSchema() {
        SCHEMA.close();
    }
}
