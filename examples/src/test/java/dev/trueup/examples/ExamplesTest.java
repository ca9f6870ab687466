package dev.trueup.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every example runs and says what it is there to show. */
class ExamplesTest {

    interface Example {
        void run(PrintStream out) throws Exception;
    }

    @Test
    void quickStartFindsARealDifferenceAndRepairsIt() throws Exception {
        assertThat(output(out -> QuickStart.run(Map.of(), new String[0], out)))
                .contains("user_ann is out of step, recommendation: refresh_cache")
                .contains("cached ann@old.example")
                .contains("actual ann@new.example")
                .contains("refreshed: UPDATED")
                .contains("user_ann is in step, recommendation: none");
    }

    @Test
    void quickStartRefusesHalfAConfiguration() throws Exception {
        assertThat(output(out -> assertThat(QuickStart.run(Map.of("CLERK_SECRET_KEY", "sk_test"), new String[0], out))
                        .isEqualTo(2)))
                .contains("Set both");
    }

    @Test
    void slowReaderLoses() throws Exception {
        assertThat(output(SlowReader::run))
                .contains("The slow worker puts what it read: STALE")
                .contains("The cache still says: canceled");
    }

    @Test
    void customAdapterKeepsCustomersInATable() throws Exception {
        assertThat(output(CustomAdapter::run)).contains("found in the table: cus_ann", "claimed in the table: true");
    }

    @Test
    void redisAwayServesAndRecovers() throws Exception {
        assertThat(output(RedisAway::run))
                .contains("With Redis: read from redis")
                .contains("Redis was killed: read from memory, stale")
                .contains("Redis came back empty; [user_ann] synced again: read from redis");
    }

    @Test
    void aFirstCustomerIsCreatedOncePaysAndIsNobodyElses() throws Exception {
        assertThat(output(FirstCustomer::run))
                .contains("First visit: CREATED, then 1 write of the profile")
                .contains("Second visit: LINKED, then 0 writes")
                .contains("Checkout: STARTED")
                .contains("Back from Stripe: UPDATED, Clerk says SubscriptionState[customer=cus_")
                .contains("status=active")
                .contains("Eve signs up with Ann's address: CREATED a customer of her own")
                .contains("Eve ends Ann's subscription: FOREIGN")
                .contains("Ann ends it: CHANGED");
    }

    @Test
    void oldKeysAreReadAsHintsAndImportedWhereStripeAgrees() throws Exception {
        assertThat(output(OldKeys::run))
                .contains("Read by its old key: cus_ann")
                .contains("Imported user_ann: UPDATED")
                .contains("Imported user_bob: UPDATED")
                .contains("Look at user_eve: cus_ann is ACTIVE and not theirs");
    }

    @Test
    void webhooksInAnyOrderEndInTheTruth() throws Exception {
        assertThat(output(Webhooks::run))
                .contains("The cancellation arrives first: HTTP 200\n  the cache says canceled")
                .contains("It arrives again: HTTP 200")
                .contains("The beginning arrives late: HTTP 200\n  the cache still says canceled")
                .contains("A forgery arrives: HTTP 400");
    }

    @Test
    void manyUsersShowsProgress() throws Exception {
        assertThat(output(out -> ManyUsers.run(out, false, 40)))
                .contains("refreshing 40/40")
                .contains("cached 40 of 40, failed: []");
        assertThat(output(out -> ManyUsers.run(out, true, 40)))
                .contains("\rrefreshing [##############################] 40/40");
    }

    @Test
    void rebuildEverythingFindsAndMendsWhatChangedBehindItsBack() throws Exception {
        assertThat(output(out -> RebuildEverything.run(out, false, 300)))
                .contains("reading 300/300", "writing 300/300")
                .contains("succeeded: 300 seen, 300 written, 0 unchanged, 0 failed, ")
                .contains("  user_1: subscriptions[sub_1].status, says stripe\n")
                .contains("  user_2: email, says clerk\n")
                .contains("  user_3: presence, says stripe\n")
                .contains("mended: 3\nstill different: {}\n");
    }

    @Test
    void rowsInPostgresTellWhatIsEarned() throws Exception {
        assertThat(output(RowsInPostgres::run))
                .contains("MRR 3900, ARR 46800\n", "  cus_ann: NEW 2900\n", "  cus_bob: NEW 1000\n")
                .contains("Ann has paid:\n  ", "CHARGE 2900 succeeded\n")
                .contains("delivery 1: processed\ndelivery 2: duplicate\ndelivery 3: duplicate\ncredits: 1\n");
    }

    static String output(Example example) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        example.run(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
