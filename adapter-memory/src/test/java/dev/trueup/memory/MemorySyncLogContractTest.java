package dev.trueup.memory;

import dev.trueup.spi.Namespace;
import dev.trueup.spi.SyncLog;
import dev.trueup.testkit.contract.SyncLogContract;
import java.util.HashMap;
import java.util.Map;

class MemorySyncLogContractTest extends SyncLogContract {

    private final Map<Namespace, SyncLog> stores = new HashMap<>();

    @Override
    protected SyncLog createLog(Namespace namespace) {
        return stores.computeIfAbsent(namespace, it -> MemorySyncLog.create());
    }
}
