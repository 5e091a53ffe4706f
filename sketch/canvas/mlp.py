import numpy as np
def silu(h): return h/(1+np.exp(-np.clip(h,-40,40)))
def dsilu(h):
    s=1/(1+np.exp(-np.clip(h,-40,40))); return s*(1+h*(1-s))
def init(sizes,rng): return [[rng.normal(0,np.sqrt(2/a),(a,b)).astype(np.float32)*(0.3 if i==len(sizes)-2 else 1),np.zeros(b,np.float32)] for i,(a,b) in enumerate(zip(sizes[:-1],sizes[1:]))]
def fwd(net,x):
    hs=[x]; zs=[]
    for i,(w,b) in enumerate(net):
        z=hs[-1]@w+b; zs.append(z); hs.append(silu(z) if i<len(net)-1 else z)
    return hs,zs
def back(net,hs,zs,g):
    gr=[]
    for i in range(len(net)-1,-1,-1):
        gr.append([hs[i].T@g,g.sum(0)])
        if i: g=(g@net[i][0].T)*dsilu(zs[i-1])
    return gr[::-1]
class Adam:
    def __init__(s,net,decay=0.0): s.m=[[np.zeros_like(p) for p in l] for l in net]; s.v=[[np.zeros_like(p) for p in l] for l in net]; s.t=0; s.d=decay
    def step(s,net,gr,lr):
        s.t+=1
        for l,gl,ml,vl in zip(net,gr,s.m,s.v):
            for k in range(2):
                ml[k]*=.9; ml[k]+=.1*gl[k]; vl[k]*=.999; vl[k]+=.001*gl[k]**2
                if k==0: l[k]*=1-lr*s.d
                l[k]-=lr*(ml[k]/(1-.9**s.t))/(np.sqrt(vl[k]/(1-.999**s.t))+1e-7)
def sched(t,T,lr): return lr*min(1,(t+1)/(0.1*T))*0.5*(1+np.cos(np.pi*t/T))
