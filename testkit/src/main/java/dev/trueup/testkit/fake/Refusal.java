package dev.trueup.testkit.fake;

import java.io.Serial;

/** Leaves a route early with an error answer in the provider's shape. */
final class Refusal extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    Refusal(Reply reply) {
        super("refused with status " + reply.status(), null, false, false);
        this.reply = reply;
    }

    Reply reply() {
        return reply;
    }
}
