package dev.trueup.memory;

import dev.trueup.spi.Namespace;
import dev.trueup.spi.RunJournal;
import dev.trueup.testkit.contract.RunJournalContract;
import java.util.HashMap;
import java.util.Map;

class MemoryRunJournalContractTest extends RunJournalContract {

    private final Map<Namespace, RunJournal> stores = new HashMap<>();

    @Override
    protected RunJournal createJournal(Namespace namespace) {
        return stores.computeIfAbsent(namespace, it -> MemoryRunJournal.create());
    }
}
