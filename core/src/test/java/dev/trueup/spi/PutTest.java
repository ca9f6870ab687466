package dev.trueup.spi;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.BOB;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trueup.protocol.Finding;
import dev.trueup.protocol.Ticket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PutTest {

    private final Ticket bobs = new Ticket(BOB, Ticket.Scope.RECORD, "life", 1);

    @Test
    @Tag("promise:I3")
    void oneUsersCustomerIsNeverFiledUnderAnother() {
        Finding anns = new Finding.Live(snapshot(live(CUS_1, ANN)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Put(bobs, anns))
                .withMessage("a finding of user user_ann must not be put with a ticket of user user_bob");
    }

    @Test
    void nothingAndATombstoneCanBePutForAnyone() {
        assertThat(new Put(bobs, Finding.nothing()).finding()).isEqualTo(Finding.nothing());
        assertThat(new Put(bobs, new Finding.Gone(CUS_1)).finding().customerId())
                .contains(CUS_1);
    }
}
