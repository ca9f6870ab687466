package dev.trueup.hostapp;

import dev.trueup.Trueup;
import dev.trueup.hostapp.Customers.Found;
import dev.trueup.model.Difference;
import dev.trueup.model.LinkResult;
import dev.trueup.model.Problem;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.SyncReport;
import dev.trueup.model.UserId;
import dev.trueup.model.UserSyncResult;
import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What users see and mend of their own customer. */
final class UserRoutes {

    private static final Logger log = LoggerFactory.getLogger(UserRoutes.class);

    private final Trueup trueup;
    private final Customers customers;
    private final Callers callers;

    UserRoutes(Trueup trueup, Customers customers, Callers callers) {
        this.trueup = trueup;
        this.customers = customers;
        this.callers = callers;
    }

    /** {@code GET /api/user/check-kv-sync}: whether the copy agrees with Clerk and Stripe. */
    void check(Context context) {
        UserId user = callers.user(context);
        SyncReport report = trueup.checker().check(user);
        for (Problem problem : report.problems()) {
            if (problem.kind() == Problem.Kind.USER_NOT_FOUND) {
                throw HttpFailure.userNotFound();
            }
            if (problem.source() == Source.CLERK) {
                throw new HttpFailure(500, "Failed to check KV synchronization");
            }
        }
        Json.answer(context, 200, Check.of(report));
    }

    /** {@code POST /api/user/rebuild-kv}: Clerk's profile wins. */
    void rebuild(Context context) {
        UserId user = callers.user(context);
        UserSyncResult result;
        try {
            result = trueup.userSync().sync(user);
        } catch (SourceUnavailableException e) {
            log.warn("user {} could not be rebuilt: {}", user, e.getMessage());
            throw new HttpFailure(500, "Failed to rebuild KV data");
        }
        if (result.link().outcome() == LinkResult.Outcome.USER_NOT_FOUND) {
            throw HttpFailure.userNotFound();
        }
        if (result.refresh() == null || result.refresh().snapshot() == null) {
            log.warn("user {} could not be rebuilt: {}", user, result.link());
            throw new HttpFailure(500, "Failed to rebuild KV data");
        }
        String customer = result.refresh().snapshot().customerId().value();
        Json.answer(context, 200, new Rebuilt(true, "KV data rebuilt successfully", customer));
    }

    /** {@code GET /api/user/billing}: the cached record. */
    void billing(Context context) {
        Found found = customers.find(callers.user(context));
        Json.answer(
                context,
                200,
                new Billing(
                        Views.Customer.of(found.customer().customer()),
                        Views.Subscription.of(found.customer()),
                        found.source(),
                        found.stale()));
    }

    private record Check(
            boolean isInSync,
            Debug debug,
            List<Differing> differences,
            List<Hindrance> problems,
            String recommendation) {

        static Check of(SyncReport report) {
            boolean has = report.record() != null;
            Debug debug = new Debug(
                    has,
                    has,
                    Views.id(report.customerId().orElse(null)),
                    report.basicDataInSync(),
                    report.stripeDataInSync(),
                    "unified_customer_cache");
            return new Check(
                    report.isInSync(),
                    debug,
                    report.differences().stream().map(Differing::of).toList(),
                    report.problems().stream().map(Hindrance::of).toList(),
                    report.recommendation().toString());
        }
    }

    private record Debug(
            boolean hasCustomerId,
            boolean hasCustomerData,
            @Nullable String customerId,
            boolean basicDataInSync,
            boolean stripeDataInSync,
            String cacheSource) {}

    private record Differing(
            String field,
            String source,
            @Nullable String cached,
            @Nullable String actual) {

        static Differing of(Difference it) {
            return new Differing(it.field(), it.source().toString(), it.cached(), it.actual());
        }
    }

    private record Hindrance(String source, String kind) {

        static Hindrance of(Problem it) {
            return new Hindrance(it.source().toString(), it.kind().toString());
        }
    }

    private record Rebuilt(boolean success, String message, String customerId) {}

    private record Billing(
            Views.Customer customer, List<Views.Subscription> subscriptions, String source, boolean stale) {}
}
