package dev.trueup.stripe;

import com.stripe.model.Customer;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.common.EmptyParam;
import com.stripe.service.V1Services;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.Presence;
import dev.trueup.model.UserId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Customers as they are written. Every method throws {@link dev.trueup.model.SourceUnavailableException} when it is not
 * known whether it was done. Thread-safe.
 */
final class CustomerWrites {

    private static final Endpoint CREATE = Endpoint.post("/v1/customers");
    private static final Endpoint UPDATE = Endpoint.post("/v1/customers/*");

    private final V1Services stripe;
    private final StripeRequests requests;
    private final StripeQueries queries;

    CustomerWrites(V1Services stripe, StripeRequests requests, StripeQueries queries) {
        this.stripe = stripe;
        this.requests = requests;
        this.queries = queries;
    }

    /** A customer that carries this user, created now or by an earlier request with the key; nothing if that is spent. */
    Optional<CustomerId> create(String what, UserId user, String key, Deadline deadline) {
        CustomerCreateParams params = CustomerCreateParams.builder()
                .putMetadata(StripeMapping.USER_ID, user.value())
                .build();
        Answer<Customer> answer = requests.send(
                CREATE, what, key, deadline, options -> stripe.customers().create(params, options));
        if (answer.is(Refusal.Kind.SPENT_KEY)) {
            return Optional.empty();
        }
        Customer told = answer.orThrow(what);
        Map<String, String> metadata = told.getMetadata();
        if (metadata == null || !user.value().equals(metadata.get(StripeMapping.USER_ID))) {
            throw Refusal.unreadable(what, "the answer is not about it");
        }
        return Optional.of(StripeMapping.customerId(told.getId(), what));
    }

    BillingCustomer update(
            String what, CustomerId customer, @Nullable String email, @Nullable String name, Deadline deadline) {
        CustomerUpdateParams.Builder params = CustomerUpdateParams.builder();
        if (email == null) {
            params.setEmail(EmptyParam.EMPTY);
        } else {
            params.setEmail(email);
        }
        if (name == null) {
            params.setName(EmptyParam.EMPTY);
        } else {
            params.setName(name);
        }
        return update(what, customer, params.build(), deadline);
    }

    BillingCustomer adopt(String what, CustomerId customer, UserId user, Deadline deadline) {
        CustomerUpdateParams params = CustomerUpdateParams.builder()
                .putMetadata(StripeMapping.USER_ID, user.value())
                .build();
        return update(what, customer, params, deadline);
    }

    private BillingCustomer update(String what, CustomerId customer, CustomerUpdateParams params, Deadline deadline) {
        if (!StripeObjects.canBeId(customer.value())) {
            return BillingCustomer.missing(customer);
        }
        Answer<Customer> answer =
                requests.send(UPDATE, what, StripeRequests.freshKey(), deadline, options -> stripe.customers()
                        .update(customer.value(), params, options));
        if (answer.is(Refusal.Kind.UNKNOWN_ID)) {
            // For a write Stripe has the same words whether the customer was deleted or never existed.
            BillingCustomer gone = queries.customer(what, customer, deadline);
            if (gone.presence() != Presence.ACTIVE) {
                return gone;
            }
        }
        Customer told = answer.orThrow(what);
        if (!customer.value().equals(told.getId())) {
            throw Refusal.unreadable(what, "the answer is not about it");
        }
        return StripeMapping.customer(told);
    }
}
