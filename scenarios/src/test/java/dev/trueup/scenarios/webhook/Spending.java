package dev.trueup.scenarios.webhook;

import dev.trueup.testkit.fake.FakePayments;
import dev.trueup.testkit.fake.FakeStripe;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** What customers pay, give back, fail to pay and owe. For one thread. */
final class Spending {

    private final FakePayments payments;
    private final Random random;
    private final Map<String, String> refundable = new HashMap<>();
    private final Map<String, String> drafts = new HashMap<>();

    Spending(FakeStripe stripe, Random random) {
        this.payments = stripe.payments();
        this.random = random;
    }

    /** One thing that a customer does. */
    void happen(String customer) {
        long amount = 100 + random.nextInt(10_000);
        switch (random.nextInt(5)) {
            case 0 -> refundable.put(customer, payments.pay(customer, amount, "usd"));
            case 1 -> payments.failToPay(customer, amount, "usd", "card_declined");
            case 2 -> {
                String charge = refundable.remove(customer);
                if (charge != null) {
                    payments.refund(charge, 50);
                }
            }
            case 3 -> invoice(customer, amount);
            default -> {
                String draft = drafts.remove(customer);
                if (draft == null) {
                    drafts.put(customer, payments.draftInvoice(customer, it -> it.total(amount)));
                } else {
                    payments.deleteDraft(draft);
                }
            }
        }
    }

    private void invoice(String customer, long amount) {
        String invoice = payments.invoice(customer, it -> it.total(amount));
        switch (random.nextInt(3)) {
            case 0 -> payments.payInvoice(invoice);
            case 1 -> payments.failInvoice(invoice, "card_declined");
            default -> payments.voidInvoice(invoice);
        }
    }
}
