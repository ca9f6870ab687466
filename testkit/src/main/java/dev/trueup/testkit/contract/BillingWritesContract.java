package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.spi.BillingDirectory;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** What the contracts of both roles that write to Stripe need. Not thread-safe, as JUnit uses it. */
abstract class BillingWritesContract {

    /** A directory over the same account, which tells what has been written. */
    protected abstract BillingDirectory directory();

    /**
     * Creates a customer.
     *
     * @param email its address, if any
     * @param metadata its metadata
     */
    protected abstract CustomerId givenCustomer(@Nullable String email, Map<String, String> metadata);

    /** Lets Stripe be away from now on: it does nothing that it is asked. */
    protected abstract void makeUnavailable();

    /** Lets Stripe do every write from now on, and its answer be lost, however often it is asked. */
    protected abstract void loseAnswersToWrites();

    /** Lets Stripe be there again and its answers arrive. */
    protected abstract void recover();

    static void assertUnknownWhetherDone(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(SourceUnavailableException.class, e -> assertThat(e.source())
                        .isEqualTo(Source.STRIPE))
                .hasMessageNotContaining("@");
    }
}
