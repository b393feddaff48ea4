// Stands in for the VM: what remains is the time until it is executed.
int main(void) { return 0; }
