package dev.trueup.postgres;

import dev.trueup.spi.Namespace;
import dev.trueup.spi.RunJournal;
import dev.trueup.testkit.contract.RunJournalContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

@Tag("promise:D10")
class PostgresRunJournalTest extends RunJournalContract {

    private static final TestSchema SCHEMA = TestSchema.create();

    @Override
    protected RunJournal createJournal(Namespace namespace) {
        return new PostgresRunJournal(SCHEMA.postgres(namespace));
    }

    @AfterAll
    static void closeSchema() {
        SCHEMA.close();
    }
}
