package dev.trueup.testkit.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A type of the {@link FakeObjects}: where it is found, and how it begins. Immutable but for the template, which is to be
 * copied.
 *
 * @param idPrefix what its ids begin with
 * @param path where all of them are
 * @param pathParam which word Stripe's 404 has for the id in its path
 * @param isListed whether they can be listed
 * @param createdEvent the event of a new one, if there is one
 * @param template all fields that are shown
 */
record ObjectKind(
        String idPrefix,
        String path,
        String pathParam,
        boolean isListed,
        @Nullable String createdEvent,
        ObjectNode template) {

    static final Map<String, ObjectKind> BY_TYPE = Map.of(
            "checkout.session", of("cs_test_", "/v1/checkout/sessions", "session", false, null, """
                    {"id":null,"object":"checkout.session","amount_subtotal":1000,"amount_total":1000,
                     "cancel_url":null,"client_reference_id":null,"created":0,"currency":"usd","customer":null,"customer_details":null,
                     "customer_email":null,"expires_at":null,"invoice":null,"livemode":false,"metadata":{},
                     "mode":"subscription","payment_intent":null,"payment_status":"unpaid","setup_intent":null,
                     "status":"open","subscription":null,"success_url":null,"url":null}"""),
            "invoice", of("in_", "/v1/invoices", "invoice", true, "invoice.created", """
                    {"id":null,"object":"invoice","amount_due":1000,"amount_paid":0,"amount_remaining":1000,
                     "attempt_count":0,"attempted":false,"billing_reason":"manual",
                     "collection_method":"charge_automatically","created":0,"currency":"usd","customer":null,
                     "customer_email":null,"due_date":null,"livemode":false,"metadata":{},"number":null,"parent":null,
                     "status":"open","status_transitions":{"finalized_at":null,"marked_uncollectible_at":null,
                                                           "paid_at":null,"voided_at":null},
                     "total":1000}"""),
            "charge", of("ch_", "/v1/charges", "id", true, "charge.succeeded", """
                    {"id":null,"object":"charge","amount":1000,"amount_captured":1000,"amount_refunded":0,
                     "captured":true,"created":0,"currency":"usd","customer":null,"disputed":false,"failure_code":null,
                     "failure_message":null,"livemode":false,"metadata":{},"paid":true,"payment_intent":null,
                     "payment_method":null,"refunded":false,"status":"succeeded"}"""),
            "payment_intent", of("pi_", "/v1/payment_intents", "intent", true, "payment_intent.created", """
                    {"id":null,"object":"payment_intent","amount":1000,"amount_received":0,"created":0,
                     "currency":"usd","customer":null,"last_payment_error":null,"latest_charge":null,"livemode":false,
                     "metadata":{},"payment_method":null,"status":"requires_payment_method"}"""),
            "setup_intent", of("seti_", "/v1/setup_intents", "intent", false, "setup_intent.created", """
                    {"id":null,"object":"setup_intent","created":0,"customer":null,"livemode":false,"metadata":{},
                     "payment_method":null,"status":"requires_payment_method","usage":"off_session"}"""),
            "dispute", of("dp_", "/v1/disputes", "dispute", false, "charge.dispute.created", """
                    {"id":null,"object":"dispute","amount":1000,"charge":null,"created":0,"currency":"usd",
                     "livemode":false,"metadata":{},"payment_intent":null,"reason":"general",
                     "status":"needs_response"}"""),
            "refund", of("re_", "/v1/refunds", "id", false, "refund.created", """
                    {"id":null,"object":"refund","amount":1000,"charge":null,"created":0,"currency":"usd",
                     "customer":null,"metadata":{},"payment_intent":null,"reason":null,"status":"succeeded"}"""));

    private static ObjectKind of(
            String idPrefix,
            String path,
            String pathParam,
            boolean isListed,
            @Nullable String createdEvent,
            String fields) {
        return new ObjectKind(idPrefix, path, pathParam, isListed, createdEvent, Json.template(fields));
    }

    /** The event of a new object, if there is one; that of a charge tells what came of it. */
    @Nullable
    String eventOf(ObjectNode created) {
        return "charge.succeeded".equals(createdEvent)
                ? "charge." + created.path("status").asText()
                : createdEvent;
    }
}
