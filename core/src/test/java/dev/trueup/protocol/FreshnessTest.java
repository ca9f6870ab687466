package dev.trueup.protocol;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.CUS_2;
import static dev.trueup.fixture.Samples.NOW;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FreshnessTest {

    private static final Duration MAX_AGE = Duration.ofMinutes(5);
    private static final Duration TTL = Duration.ofHours(1);
    private static final Finding OLD = new Finding.Live(snapshot(live(CUS_1, ANN)));
    private static final Finding NEW = new Finding.Live(snapshot(live(CUS_2, ANN)));

    private final Freshness freshness = new Freshness(MAX_AGE);
    private Instant now = NOW;
    private @Nullable FreshnessState state;
    private String cacheLife = "cache-1";
    private int lives;

    @Test
    void aTicketIsNumberedByTheTimeInMicroseconds() {
        Ticket ticket = ticket();

        assertThat(ticket.takenAt()).isEqualTo(NOW);
        assertThat(ticket.number()).isEqualTo(NOW.getEpochSecond() * 1_000_000);
        assertThat(ticket.user()).isEqualTo(ANN);
        assertThat(ticket.scope()).isEqualTo(Ticket.Scope.RECORD);
    }

    @Test
    void ticketsTakenAtOneMomentAreCounted() {
        long first = ticket().number();

        assertThat(ticket().number()).isEqualTo(first + 1);
        assertThat(ticket().number()).isEqualTo(first + 2);
    }

    @Test
    void aClockThatGoesBackwardsDoesNotTakeTheNumbersAlong() {
        long first = ticket().number();
        now = now.minusSeconds(60);

        assertThat(ticket().number()).isEqualTo(first + 1);
    }

    @Test
    void ticketsOfOneLifeHaveOneIncarnation() {
        Ticket first = ticket();
        assertThat(ticket().incarnation()).isEqualTo(first.incarnation());

        state = null;

        assertThat(ticket().incarnation()).isNotEqualTo(first.incarnation());
    }

    @Test
    void whatIsPutIsServed() {
        assertThat(put(ticket(), OLD)).isEqualTo(PutResult.OK);

        assertThat(served()).isEqualTo(OLD);
    }

    @Test
    void takingATicketChangesNothingThatIsServed() {
        put(ticket(), OLD);
        ticket();

        assertThat(served()).isEqualTo(OLD);
    }

    @Test
    void aSlowReaderNeverOverwritesANewerOne() {
        Ticket slow = ticket();
        put(ticket(), NEW);

        assertThat(put(slow, OLD)).isEqualTo(PutResult.STALE);
        assertThat(served()).isEqualTo(NEW);
    }

    @Test
    void aTicketIsSpentByItsPut() {
        Ticket ticket = ticket();
        put(ticket, NEW);

        assertThat(put(ticket, OLD)).isEqualTo(PutResult.STALE);
        assertThat(served()).isEqualTo(NEW);
    }

    @Test
    void readersWhoFinishInOrderAllPut() {
        Ticket first = ticket();
        Ticket second = ticket();

        assertThat(put(first, OLD)).isEqualTo(PutResult.OK);
        assertThat(put(second, NEW)).isEqualTo(PutResult.OK);
        assertThat(served()).isEqualTo(NEW);
    }

    @Test
    void anInvalidationKeepsReadsInFlightFromPutting() {
        put(ticket(), OLD);
        Ticket inFlight = ticket();
        put(ticket(), Finding.nothing());

        assertThat(put(inFlight, OLD)).isEqualTo(PutResult.STALE);
        assertThat(served()).isEqualTo(Finding.nothing());
    }

    @Test
    void aTombstoneKeepsReadsInFlightFromPutting() {
        Ticket inFlight = ticket();
        put(ticket(), new Finding.Gone(CUS_1));

        assertThat(put(inFlight, OLD)).isEqualTo(PutResult.STALE);
        assertThat(served()).isEqualTo(new Finding.Gone(CUS_1));
    }

    @Test
    void aTicketOfALostRecordIsWorthNothing() {
        Ticket ticket = ticket();
        state = null;

        assertThat(put(ticket, OLD)).isEqualTo(PutResult.LOST);
        assertThat(state).isNull();
    }

    @Test
    void aTicketOfAnEarlierLifeIsWorthNothingHoweverHighItIs() {
        now = now.plusSeconds(3600);
        Ticket high = ticket();
        state = null;
        now = now.minusSeconds(3600);
        put(ticket(), NEW);

        assertThat(put(high, OLD)).isEqualTo(PutResult.LOST);
        assertThat(served()).isEqualTo(NEW);
    }

    @Test
    void aTicketIsGoodForItsMaximumAgeAndNoLonger() {
        Ticket ticket = ticket();
        now = now.plus(MAX_AGE).plusNanos(1_000);
        assertThat(put(ticket, OLD)).isEqualTo(PutResult.TOO_OLD);

        now = now.minusNanos(1_000);
        assertThat(put(ticket, OLD)).isEqualTo(PutResult.OK);
    }

    @Test
    void aFindingIsServedForItsTimeToLiveAndNoLonger() {
        put(ticket(), OLD);

        now = now.plus(TTL).minusNanos(1);
        assertThat(served()).isEqualTo(OLD);
        now = now.plusNanos(1);
        assertThat(served()).isEqualTo(Finding.nothing());
    }

    @Test
    void aTicketDoesNotProlongAnExpiredFindingEvenIfTheClockGoesBack() {
        put(ticket(), OLD);
        now = now.plus(TTL);
        ticket();
        now = now.minus(TTL);

        assertThat(served()).isEqualTo(Finding.nothing());
    }

    @Test
    void aTicketOfAnExpiredRecordStillCountsOn() {
        Ticket before = ticket();
        put(before, OLD);
        now = now.plus(TTL);

        assertThat(put(ticket(), NEW)).isEqualTo(PutResult.OK);
        assertThat(put(before, OLD)).isIn(PutResult.STALE, PutResult.TOO_OLD);
        assertThat(served()).isEqualTo(NEW);
    }

    @Test
    void aPageFillsARecordThatNobodyKnew() {
        Ticket page = pageTicket().forUser(ANN);

        assertThat(put(page, OLD)).isEqualTo(PutResult.OK);
        assertThat(served()).isEqualTo(OLD);
    }

    @Test
    void everySyncThatBeginsAfterAPageBeatsItEvenWithinTheSameMicrosecond() {
        Ticket page = pageTicket().forUser(ANN);
        Ticket sync = ticket();
        assertThat(sync.number()).isGreaterThan(page.number());

        assertThat(put(sync, NEW)).isEqualTo(PutResult.OK);
        assertThat(put(page, OLD)).isEqualTo(PutResult.STALE);
        assertThat(served()).isEqualTo(NEW);
    }

    @Test
    void aSyncThatBeganAfterAPageStillPutsOverIt() {
        Ticket page = pageTicket().forUser(ANN);
        Ticket sync = ticket();

        assertThat(put(page, OLD)).isEqualTo(PutResult.OK);
        assertThat(put(sync, NEW)).isEqualTo(PutResult.OK);
        assertThat(served()).isEqualTo(NEW);
    }

    @Test
    void aPageBeatsASyncThatBeganBeforeIt() {
        Ticket sync = ticket();
        now = now.plusSeconds(1);

        assertThat(put(pageTicket().forUser(ANN), NEW)).isEqualTo(PutResult.OK);
        assertThat(put(sync, OLD)).isEqualTo(PutResult.STALE);
        assertThat(served()).isEqualTo(NEW);
    }

    @Test
    void ticketsAfterAPageAreHigherThanThePage() {
        ticket();
        now = now.plusSeconds(60);
        Ticket page = pageTicket().forUser(ANN);
        put(page, OLD);
        now = now.minusSeconds(60);

        assertThat(ticket().number()).isGreaterThan(page.number());
    }

    @Test
    void aPageTicketOfAFlushedCacheIsWorthNothing() {
        Ticket page = pageTicket().forUser(ANN);
        cacheLife = "cache-2";

        assertThat(put(page, OLD)).isEqualTo(PutResult.LOST);
        assertThat(state).isNull();
    }

    @Test
    void aPageTicketAgesAsWell() {
        Ticket page = pageTicket().forUser(ANN);
        now = now.plus(MAX_AGE);

        assertThat(put(page, OLD)).isEqualTo(PutResult.TOO_OLD);
    }

    @Test
    void aStateIsKeptWhileItIsServedAndAtLeastTwiceTheAgeOfATicket() {
        assertThat(freshness.retention(state("life", OLD, NOW.plus(TTL)), NOW)).isEqualTo(TTL);
        assertThat(freshness.retention(state("life", OLD, NOW.plusSeconds(1)), NOW))
                .isEqualTo(MAX_AGE.multipliedBy(2));
        assertThat(freshness.retention(state("life", Finding.nothing(), Instant.EPOCH), NOW))
                .isEqualTo(MAX_AGE.multipliedBy(2));
    }

    @Test
    void onlyALostOrOldTicketAsksForAnotherRead() {
        assertThat(PutResult.LOST.mustReadAgain()).isTrue();
        assertThat(PutResult.TOO_OLD.mustReadAgain()).isTrue();
        assertThat(PutResult.OK.mustReadAgain()).isFalse();
        assertThat(PutResult.STALE.mustReadAgain()).isFalse();
    }

    @Test
    void theMaximumAgeIsPositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Freshness(Duration.ZERO))
                .withMessage("maxTicketAge must be positive but is PT0S");
        assertThatIllegalArgumentException().isThrownBy(() -> new Freshness(Duration.ofSeconds(-1)));
    }

    @Test
    void aFindingNamesTheCustomerThatItIsAbout() {
        assertThat(OLD.customerId()).contains(CUS_1);
        assertThat(OLD.snapshot()).isPresent();
        assertThat(new Finding.Gone(CUS_2).customerId()).contains(CUS_2);
        assertThat(new Finding.Gone(CUS_2).snapshot()).isEmpty();
        assertThat(Finding.nothing().customerId()).isEmpty();
        assertThat(Finding.nothing().snapshot()).isEmpty();
    }

    private Ticket ticket() {
        Step<FreshnessState, Ticket> step = freshness.ticket(state, ANN, now, "life-" + ++lives);
        state = step.next();
        return step.answer();
    }

    private PageTicket pageTicket() {
        return freshness.pageTicket(cacheLife, now);
    }

    private PutResult put(Ticket ticket, Finding finding) {
        Step<FreshnessState, PutResult> step =
                freshness.put(state, ticket, finding, TTL, now, cacheLife, "life-" + ++lives);
        state = step.next();
        return step.answer();
    }

    private Finding served() {
        return state == null ? Finding.nothing() : state.at(now);
    }

    private static FreshnessState state(String life, Finding finding, Instant expiresAt) {
        return new FreshnessState(life, 1, 1, finding, expiresAt);
    }
}
