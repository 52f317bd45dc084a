listed() {
    marketing production
    account "$(marketing_live)"
}
