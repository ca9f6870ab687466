package dev.trueup.hostapp;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** The service over a Clerk and a Stripe of its own: to come. */
final class DemoMode {

    private DemoMode() {}

    static AutoCloseable start(Map<String, String> environment, PrintStream out) throws SettingsException {
        throw new SettingsException(List.of("CLERK_SECRET_KEY and STRIPE_SECRET_KEY are missing"));
    }
}
