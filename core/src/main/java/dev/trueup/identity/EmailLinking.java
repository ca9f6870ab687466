package dev.trueup.identity;

/** Whether a user's address may lead to a customer that carries nobody yet. */
public enum EmailLinking {
    /**
     * Never, the default: whoever has an address does not by that own what was bought with it. Choose it unless the
     * account has customers from before Trueup.
     */
    OFF,
    /**
     * A user gets the customer with their primary address, if Clerk has verified that address, exactly one live customer
     * has it, and that customer carries nobody. Choose it to take over customers who were made by hand or by another
     * system, and only if addresses in Stripe were never typed in by strangers.
     */
    VERIFIED_ADDRESS
}
