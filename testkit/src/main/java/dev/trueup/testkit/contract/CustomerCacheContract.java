package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.Put;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link CustomerCache} has to do. Extend it, say how a cache is made and how its store loses everything, and
 * run it as a JUnit test; an adapter that passes is fit to hold billing state. Not thread-safe, as JUnit uses it.
 */
public abstract class CustomerCacheContract extends FreshnessContract {

    @Test
    final void knowsNothingOfAUserOrCustomerNeverPut() {
        assertThat(cache.find(ann)).isEmpty();
        assertThat(cache.find(annsCustomer)).isEmpty();
        assertThat(cache.findCustomerId(ann)).isEmpty();
        assertThat(cache.read(ann)).isEmpty();
    }

    @Test
    final void findsWhatWasPutByUserAndByCustomer() {
        CustomerSnapshot snapshot = sync(ann, annsCustomer, 1);

        assertThat(cache.find(ann)).contains(snapshot);
        assertThat(cache.find(annsCustomer)).contains(snapshot);
        assertThat(cache.findCustomerId(ann)).contains(annsCustomer);
        assertThat(cache.find(bob)).isEmpty();
    }

    @TestFactory
    final Stream<DynamicTest> keepsEveryFieldOf() {
        return Stream.of(
                        SampleCustomers.inVersion(ann, annsCustomer, 1),
                        SampleCustomers.complete(ann, annsCustomer, "ann@example.com", "Ann O'Neil"),
                        SampleCustomers.complete(ann, annsCustomer, "", ""),
                        SampleCustomers.complete(
                                ann, annsCustomer, "用户@例子.广告", "صوفيا \u202e \ud83d\udc69\u200d\ud83d\udcbb"),
                        SampleCustomers.complete(
                                ann, annsCustomer, "a\"b\\c@example.com", "e\u0301\n\u0000\u2028;1;{}"))
                .map(snapshot -> DynamicTest.dynamicTest(
                        "a customer of " + snapshot.subscriptions().size() + " subscriptions", () -> {
                            cache.put(cache.ticket(ann), snapshot);
                            assertThat(cache.find(ann)).contains(snapshot);
                        }));
    }

    @Test
    @Tag("promise:K1")
    final void keepsIdsApartHoweverAwkwardTheyAre() {
        List<String> awkward = List.of(
                "a",
                "A",
                "a:b",
                "a%3ab",
                "a%3Ab",
                "a::b",
                "a/b",
                "{a}",
                "{}a",
                "a}b",
                "a b",
                "a*",
                "a?",
                "..",
                "é",
                "e\u0301",
                "用户",
                "\ud83d\ude00",
                "a".repeat(255),
                "é".repeat(255),
                "%",
                "user_1:rec",
                "u:a",
                "c:a");
        for (String id : awkward) {
            cache.put(cache.ticket(new UserId(id)), snapshotNamed(id));
        }
        for (String id : awkward) {
            assertThat(cache.find(new UserId(id))).contains(snapshotNamed(id));
            assertThat(cache.find(new CustomerId(id))).contains(snapshotNamed(id));
        }
    }

    @Test
    @Tag("promise:K1")
    final void keepsNamespacesApart() throws Exception {
        sync(ann, annsCustomer, 1);
        Namespace own = settings.namespace();
        CustomerCache live = createCache(settings.withNamespace(new Namespace(own.prefix(), own.account(), true)));

        assertThat(live.find(ann)).isEmpty();
        assertThat(live.find(annsCustomer)).isEmpty();
    }

    @Test
    final void aCustomerIsFoundOnlyWhileTheRecordOfItsUserNamesIt() {
        sync(ann, annsCustomer, 1);
        CustomerId next = new CustomerId("cus_ann_2");
        CustomerSnapshot second = sync(ann, next, 2);

        assertThat(cache.find(annsCustomer)).isEmpty();
        assertThat(cache.find(next)).contains(second);

        CustomerSnapshot bobs = sync(bob, next, 3);
        assertThat(cache.find(next)).contains(bobs);
        assertThat(cache.find(ann)).contains(second);
    }

    @Test
    final void readsAndWritesInBatches() {
        List<UserId> users = Stream.iterate(0, i -> i + 1)
                .limit(250)
                .map(i -> new UserId("user_" + i))
                .toList();
        Map<UserId, Ticket> tickets = cache.tickets(users);
        Map<UserId, CustomerSnapshot> put = new HashMap<>();
        Map<CustomerId, CustomerSnapshot> byCustomer = new HashMap<>();
        List<Put> puts = new ArrayList<>();
        tickets.forEach((user, ticket) -> {
            CustomerSnapshot snapshot = SampleCustomers.inVersion(user, new CustomerId("cus_" + user), 1);
            put.put(user, snapshot);
            byCustomer.put(snapshot.customerId(), snapshot);
            puts.add(new Put(ticket, new Finding.Live(snapshot)));
        });

        assertThat(tickets).containsOnlyKeys(users);
        assertThat(cache.put(puts)).containsOnlyKeys(users).values().containsOnly(PutResult.OK);
        List<UserId> asked = new ArrayList<>(users);
        asked.add(new UserId("user_unknown"));
        assertThat(cache.findAll(asked)).isEqualTo(put);
        assertThat(cache.findAllByCustomer(byCustomer.keySet())).isEqualTo(byCustomer);
    }

    @Test
    final void takesEmptyBatches() {
        assertThat(cache.read(Set.of())).isEmpty();
        assertThat(cache.owners(Set.of())).isEmpty();
        assertThat(cache.tickets(Set.of())).isEmpty();
        assertThat(cache.put(List.of())).isEmpty();
        assertThat(cache.findAllByCustomer(Set.of())).isEmpty();
    }

    @Test
    @Tag("promise:I3")
    final void refusesToFileOneUsersCustomerUnderAnother() {
        Ticket bobs = cache.ticket(bob);
        CustomerSnapshot anns = SampleCustomers.inVersion(ann, annsCustomer, 1);

        assertThatThrownBy(() -> cache.put(bobs, anns)).isInstanceOf(IllegalArgumentException.class);
        assertThat(cache.find(bob)).isEmpty();
    }

    private static CustomerSnapshot snapshotNamed(String id) {
        return SampleCustomers.inVersion(new UserId(id), new CustomerId(id), id.hashCode() & 0xffff);
    }
}
