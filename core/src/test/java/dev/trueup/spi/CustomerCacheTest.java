package dev.trueup.spi;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.BOB;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.CUS_2;
import static dev.trueup.fixture.Samples.CUS_3;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.fixture.ManualClock;
import dev.trueup.fixture.MapCache;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every cache can do because the interface can. */
class CustomerCacheTest {

    private final MapCache cache = new MapCache(new ManualClock());
    private final CustomerSnapshot anns = snapshot(live(CUS_1, ANN));
    private final CustomerSnapshot bobs = snapshot(live(CUS_2, BOB));

    @Test
    void aCustomerIsFoundByUserAndById() {
        cache.put(cache.ticket(ANN), anns);

        assertThat(cache.find(ANN)).contains(anns);
        assertThat(cache.find(CUS_1)).contains(anns);
        assertThat(cache.findCustomerId(ANN)).contains(CUS_1);
        assertThat(cache.read(ANN)).map(CacheEntry::finding).contains(new Finding.Live(anns));
    }

    @Test
    void whoIsNotThereIsNotFound() {
        assertThat(cache.find(ANN)).isEmpty();
        assertThat(cache.find(CUS_1)).isEmpty();
        assertThat(cache.findCustomerId(ANN)).isEmpty();
        assertThat(cache.read(ANN)).isEmpty();
    }

    @Test
    void manyAreFoundAtOnceAndTheOthersLeftOut() {
        cache.put(cache.ticket(ANN), anns);
        cache.put(cache.ticket(BOB), bobs);

        assertThat(cache.findAll(List.of(ANN, BOB, new UserId("user_nobody"))))
                .containsOnly(Map.entry(ANN, anns), Map.entry(BOB, bobs));
        assertThat(cache.findAllByCustomer(List.of(CUS_1, CUS_2, CUS_3)))
                .containsOnly(Map.entry(CUS_1, anns), Map.entry(CUS_2, bobs));
        assertThat(cache.findAll(List.of())).isEmpty();
        assertThat(cache.findAllByCustomer(List.of())).isEmpty();
    }

    @Test
    void aTombstoneIsReadButIsNoCustomer() {
        cache.put(cache.ticket(ANN), new Finding.Gone(CUS_1));

        assertThat(cache.read(ANN)).map(CacheEntry::finding).contains(new Finding.Gone(CUS_1));
        assertThat(cache.find(ANN)).isEmpty();
        assertThat(cache.find(CUS_1)).isEmpty();
        assertThat(cache.findAll(List.of(ANN))).isEmpty();
    }

    @Test
    void aPointerIsBelievedOnlyIfTheRecordNamesTheCustomerThatWasAskedFor() {
        cache.put(cache.ticket(ANN), anns);
        cache.pointTo(CUS_3, ANN);

        assertThat(cache.find(CUS_3)).isEmpty();
        assertThat(cache.findAllByCustomer(List.of(CUS_1, CUS_3))).containsOnlyKeys(CUS_1);
    }

    @Test
    void anInvalidatedRecordIsGoneAndReadsInFlightCannotBringItBack() {
        cache.put(cache.ticket(ANN), anns);
        Ticket inFlight = cache.ticket(ANN);

        cache.invalidate(ANN);

        assertThat(cache.find(ANN)).isEmpty();
        assertThat(cache.find(CUS_1)).isEmpty();
        assertThat(cache.put(inFlight, anns)).isEqualTo(PutResult.STALE);
        assertThat(cache.put(cache.ticket(ANN), anns)).isEqualTo(PutResult.OK);
    }

    @Test
    void anInvalidationOfAStoreThatKeepsNothingEnds() {
        CustomerCache forgetful = new Answering(Map.of(ANN, ticket(ANN)), Map.of(ANN, PutResult.LOST));

        assertThatThrownBy(() -> forgetful.invalidate(ANN))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessage("cache: keeps losing the record of user user_ann")
                .extracting(e -> ((SourceUnavailableException) e).source())
                .isEqualTo(Source.CACHE);
    }

    @Test
    void aStoreThatGivesNoAnswerIsUnavailable() {
        CustomerCache silent = new Answering(Map.of(), Map.of());

        assertThatThrownBy(() -> silent.ticket(ANN))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessage("cache: gave no answer for user user_ann");
        assertThatThrownBy(() -> silent.put(ticket(ANN), anns)).isInstanceOf(SourceUnavailableException.class);
    }

    private static Ticket ticket(UserId user) {
        return new Ticket(user, Ticket.Scope.RECORD, "life", 1);
    }

    /** Gives the same answers always. */
    private record Answering(Map<UserId, Ticket> taken, Map<UserId, PutResult> results) implements CustomerCache {

        @Override
        public Map<UserId, CacheEntry> read(Collection<UserId> users) {
            return Map.of();
        }

        @Override
        public Map<CustomerId, UserId> owners(Collection<CustomerId> customers) {
            return Map.of();
        }

        @Override
        public Map<UserId, Ticket> tickets(Collection<UserId> users) {
            return taken;
        }

        @Override
        public PageTicket pageTicket() {
            return new PageTicket("life", 1);
        }

        @Override
        public Map<UserId, PutResult> put(Collection<Put> puts) {
            return results;
        }
    }
}
