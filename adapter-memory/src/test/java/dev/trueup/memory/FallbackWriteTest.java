package dev.trueup.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.memory.SwitchablePrimary.Mode;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Writes while the primary is away, and what takes it for away. */
class FallbackWriteTest {

    private final UserId ann = new UserId("user_ann");
    private final FallbackHouse house = FallbackHouse.thatStaysAway();

    @Test
    @Tag("promise:K7")
    void writesAreRefusedAtOnceWhileAway() {
        Ticket ticket = house.cache.ticket(ann);
        house.goAway();
        int calls = house.primary.calls();

        assertThatThrownBy(() -> house.cache.ticket(ann))
                .isInstanceOfSatisfying(SourceUnavailableException.class, e -> {
                    assertThat(e.source()).isEqualTo(Source.CACHE);
                    assertThat(e.retryAfter()).isPresent();
                });
        assertThatThrownBy(() -> house.cache.put(ticket, Customers.inVersion(ann, 1)))
                .isInstanceOf(SourceUnavailableException.class);
        assertThatThrownBy(() -> house.cache.invalidate(ann)).isInstanceOf(SourceUnavailableException.class);
        assertThatThrownBy(house.cache::pageTicket).isInstanceOf(SourceUnavailableException.class);
        assertThat(house.primary.calls()).isEqualTo(calls);
    }

    @Test
    @Tag("promise:K7")
    void nothingThatWasRefusedIsWrittenLater() {
        FallbackHouse brief = FallbackHouse.thatRecoversSoon();
        brief.sync(ann, 1);
        Ticket ticket = brief.cache.ticket(ann);
        brief.goAway();
        FallbackHouse.refused(() -> brief.cache.put(ticket, Customers.inVersion(ann, 2)));
        brief.comeBack();

        assertThat(brief.cache.find(ann).map(Customers::version)).contains(1L);
    }

    @Test
    void aTicketFromBeforeAnOutageIsGoodAfterIt() {
        FallbackHouse brief = FallbackHouse.thatRecoversSoon();
        Ticket ticket = brief.cache.ticket(ann);
        PageTicket page = brief.cache.pageTicket();
        brief.goAway();
        brief.comeBack();

        assertThat(brief.cache.put(ticket, Customers.inVersion(ann, 1))).isEqualTo(PutResult.OK);
        assertThat(brief.cache.put(page.forUser(ann), Customers.inVersion(ann, 2)))
                .isEqualTo(PutResult.OK);
    }

    @Test
    void aPutWhoseResultIsUnknownLeavesNoCopy() {
        house.sync(ann, 1);
        Ticket ticket = house.cache.ticket(ann);
        house.primary.set(Mode.AWAY);
        FallbackHouse.refused(() -> house.cache.put(ticket, Customers.inVersion(ann, 2)));
        assertThat(house.cache.isAway()).isFalse();

        assertThatThrownBy(() -> house.cache.find(ann)).isInstanceOf(SourceUnavailableException.class);
    }

    @Test
    void aReadOnlyPrimaryIsTakenForAwayAlthoughItAnswersManyReads() {
        house.sync(ann, 1);
        house.primary.set(Mode.READ_ONLY);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> house.cache.ticket(ann)).isInstanceOf(SourceUnavailableException.class);
            for (int j = 0; j < 20; j++) {
                house.cache.read(Set.of(ann));
            }
        }

        assertThat(house.cache.isAway()).isTrue();
    }

    @Test
    void readsThatFailTakeThePrimaryForAwayAsWell() {
        house.sync(ann, 1);
        house.primary.set(Mode.AWAY);
        house.cache.find(ann);
        assertThat(house.cache.isAway()).isFalse();
        house.cache.find(ann);

        assertThat(house.cache.isAway()).isTrue();
        int calls = house.primary.calls();
        FallbackHouse.refused(() -> house.cache.ticket(ann));
        assertThat(house.primary.calls()).isEqualTo(calls);
    }

    @Test
    void rareFailuresAmongManySuccessesAreNoOutage() {
        house.sync(ann, 1);
        for (int i = 0; i < 20; i++) {
            house.primary.set(Mode.AWAY);
            house.cache.find(ann);
            house.primary.set(Mode.WORKS);
            for (int j = 0; j < 4; j++) {
                house.cache.find(ann);
            }
        }

        assertThat(house.cache.isAway()).isFalse();
    }
}
